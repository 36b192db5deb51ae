"""The few functions of WASI preview 1 that a filter may import. There are no files, no arguments and no environment."""

import struct

SUCCESS, BADF, NOSYS = 0, 8, 52


class Wasi:
    def __init__(self, memory, clock, written):
        self.memory, self.clock, self.written = memory, clock, written

    def fd_write(self, descriptor, vectors, count, out_size):
        if descriptor not in (1, 2):
            return BADF
        text = b""
        for index in range(count):
            start, size = struct.unpack("<II", self.memory.read(vectors + 8 * index, 8))
            text += self.memory.read(start, size)
        self.written(text)
        self.memory.write_u32(out_size, len(text))
        return SUCCESS

    def environ_sizes_get(self, out_count, out_size):
        self.memory.write_u32(out_count, 0)
        self.memory.write_u32(out_size, 0)
        return SUCCESS

    def environ_get(self, _pointers, _texts):
        return SUCCESS

    args_sizes_get = environ_sizes_get
    args_get = environ_get

    def clock_time_get(self, _which, _precision, out):
        self.memory.write(out, struct.pack("<Q", self.clock.nanoseconds))
        return SUCCESS

    def random_get(self, start, size):
        # Nothing here may depend on chance.
        self.memory.write(start, bytes(size))
        return SUCCESS

    def fd_close(self, _descriptor):
        return BADF

    def fd_prestat_get(self, _descriptor, _out):
        return BADF

    def fd_prestat_dir_name(self, _descriptor, _out, _size):
        return BADF

    def fd_fdstat_get(self, _descriptor, _out):
        return BADF

    def fd_seek(self, _descriptor, _offset, _whence, _out):
        return BADF

    def fd_read(self, _descriptor, _vectors, _count, _out):
        return BADF

    def poll_oneoff(self, _subscriptions, _events, _count, _out):
        return NOSYS

    def sched_yield(self):
        return SUCCESS

    def proc_exit(self, code):
        raise SystemError(f"the filter ended itself with code {code}")
