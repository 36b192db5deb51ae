"""What the ABI lets a filter ask of its host, as Envoy answers. A function has the name of the import."""

import struct

from .abi import REQUEST_STREAM, Buffer, Level, Map, Metric, Status, pack_pairs, unpack_pairs


class Imports:
    def __init__(self, vm):
        self.vm = vm

    # Clock, log, ticks.

    def proxy_log(self, level, start, size):
        text = self.vm.memory.read(start, size).decode(errors="replace")
        if level >= self.vm.level:
            self.vm.log.append((Level(level), text))
        return Status.OK

    def proxy_get_log_level(self, out):
        self.vm.memory.write_u32(out, self.vm.level)
        return Status.OK

    def proxy_get_current_time_nanoseconds(self, out):
        self.vm.memory.write(out, struct.pack("<Q", self.vm.clock.nanoseconds))
        return Status.OK

    def proxy_set_tick_period_milliseconds(self, period):
        # Envoy has one timer for a root context, whoever sets it.
        context = self.vm.current
        (context.plugin if context.is_exchange else context).tick_period = period
        return Status.OK

    # Buffers.

    def proxy_get_buffer_bytes(self, kind, start, size, out_start, out_size):
        data = self._buffer(kind)
        if data is None:
            return Status.NOT_FOUND
        start, size = start & 0xFFFFFFFF, size & 0xFFFFFFFF
        self.vm.memory.give(data[start : start + size], out_start, out_size)
        return Status.OK

    def proxy_get_buffer_status(self, kind, out_size, out_flags):
        data = self._buffer(kind)
        if data is None:
            return Status.NOT_FOUND
        self.vm.memory.write_u32(out_size, len(data))
        self.vm.memory.write_u32(out_flags, 0)
        return Status.OK

    def _buffer(self, kind):
        context = self.vm.current
        if kind == Buffer.PLUGIN_CONFIGURATION:
            return (context.plugin if context.is_exchange else context).configuration
        if kind == Buffer.VM_CONFIGURATION:
            return b""
        if kind == Buffer.CALL_RESPONSE_BODY and self.vm.answered:
            return self.vm.answered[1]
        if kind == Buffer.REQUEST_BODY and context.is_exchange:
            return context.body
        if kind == Buffer.RESPONSE_BODY and context.is_exchange:
            return context.response_body
        return None

    # Headers.

    def proxy_get_header_map_pairs(self, kind, out_start, out_size):
        # Envoy has an empty map where there is none.
        self.vm.memory.give(pack_pairs(self._map(kind) or []), out_start, out_size)
        return Status.OK

    def proxy_get_header_map_value(self, kind, name, name_size, out_start, out_size):
        pairs = self._map(kind)
        if pairs is None:
            return Status.BAD_ARGUMENT
        name = self.vm.memory.read(name, name_size).lower()
        values = [value for key, value in pairs if key == name]
        if not values:
            return Status.NOT_FOUND
        # Envoy gives the first of several: whoever asks so does not see the others.
        self.vm.memory.give(values[0], out_start, out_size)
        return Status.OK

    def proxy_get_header_map_size(self, kind, out):
        pairs = self._map(kind)
        if pairs is None:
            return Status.BAD_ARGUMENT
        self.vm.memory.write_u32(out, sum(len(name) + len(value) for name, value in pairs))
        return Status.OK

    def proxy_set_header_map_pairs(self, kind, start, size):
        return self._change(kind, lambda pairs: [(name.lower(), value) for name, value in unpack_pairs(self.vm.memory.read(start, size))])

    def proxy_remove_header_map_value(self, kind, name, name_size):
        name = self.vm.memory.read(name, name_size).lower()
        return self._change(kind, lambda pairs: [pair for pair in pairs if pair[0] != name])

    def proxy_replace_header_map_value(self, kind, name, name_size, value, value_size):
        new = (self.vm.memory.read(name, name_size).lower(), self.vm.memory.read(value, value_size))

        def replaced(pairs):
            places = [index for index, pair in enumerate(pairs) if pair[0] == new[0]]
            kept = [pair for index, pair in enumerate(pairs) if index not in places[1:]]
            if not places:
                return [*kept, new]
            kept[places[0]] = new
            return kept

        return self._change(kind, replaced)

    def proxy_add_header_map_value(self, kind, name, name_size, value, value_size):
        new = (self.vm.memory.read(name, name_size).lower(), self.vm.memory.read(value, value_size))
        return self._change(kind, lambda pairs: [*pairs, new])

    def _map(self, kind):
        context = self.vm.current
        if kind == Map.CALL_RESPONSE_HEADERS and self.vm.answered:
            return self.vm.answered[0]
        if kind == Map.REQUEST_HEADERS and context.is_exchange:
            return context.headers
        if kind == Map.RESPONSE_HEADERS and context.is_exchange:
            return context.response_headers
        return None

    def _change(self, kind, change):
        context = self.vm.current
        if not context.is_exchange:
            return Status.BAD_ARGUMENT
        if kind == Map.REQUEST_HEADERS:
            if context.state != "waiting":
                raise AssertionError("the filter changed the headers of a request that was forwarded before")
            context.headers = change(context.headers)
        elif kind == Map.RESPONSE_HEADERS:
            context.response_headers = change(context.response_headers)
        else:
            return Status.BAD_ARGUMENT
        return Status.OK

    # Properties.

    def proxy_get_property(self, path, path_size, out_start, out_size):
        context = self.vm.current
        value = {**context.properties, **(context.kept if context.is_exchange else {})}
        for part in self.vm.memory.read(path, path_size).split(b"\0"):
            if not isinstance(value, dict) or part.decode(errors="replace") not in value:
                return Status.NOT_FOUND
            value = value[part.decode()]
        self.vm.memory.give(_property_bytes(value), out_start, out_size)
        return Status.OK

    def proxy_set_property(self, path, path_size, value, value_size):
        if not self.vm.current.is_exchange:
            return Status.NOT_FOUND
        self.vm.current.kept[self.vm.memory.read(path, path_size).decode()] = self.vm.memory.read(value, value_size)
        return Status.OK

    # The exchange.

    def proxy_send_local_response(self, status, _details, _details_size, body, body_size, headers, headers_size, _grpc):
        if not self.vm.current.is_exchange:
            return Status.BAD_ARGUMENT
        pairs = unpack_pairs(self.vm.memory.read(headers, headers_size))
        self.vm.current.reply(status, pairs, self.vm.memory.read(body, body_size))
        return Status.OK

    def proxy_continue_stream(self, stream):
        if not self.vm.current.is_exchange or stream != REQUEST_STREAM:
            return Status.UNIMPLEMENTED
        self.vm.after(self.vm.current.resume)
        return Status.OK

    def proxy_set_effective_context(self, id):
        if id not in self.vm.contexts:
            return Status.BAD_ARGUMENT
        self.vm.current = self.vm.contexts[id]
        return Status.OK

    def proxy_done(self):
        return Status.OK

    # The network.

    def proxy_http_call(self, cluster, cluster_size, headers, headers_size, body, body_size, _trailers, _trailers_size, timeout, out):
        cluster = self.vm.memory.read(cluster, cluster_size).decode(errors="replace")
        pairs = unpack_pairs(self.vm.memory.read(headers, headers_size))
        names = {name for name, _ in pairs}
        if cluster not in self.vm.clusters or not {b":method", b":path", b":authority"} <= names:
            return Status.BAD_ARGUMENT
        if not self.vm.is_online:
            return Status.INTERNAL_FAILURE
        token = self.vm.call(cluster, pairs, self.vm.memory.read(body, body_size), timeout)
        self.vm.memory.write_u32(out, token)
        return Status.OK

    # Metrics.

    def proxy_define_metric(self, kind, name, name_size, out):
        self.vm.memory.write_u32(out, self.vm.define_metric(kind, self.vm.memory.read(name, name_size).decode()))
        return Status.OK

    def proxy_increment_metric(self, id, offset):
        kind, name = self._metric(id)
        if kind is None:
            return Status.NOT_FOUND
        if kind == Metric.HISTOGRAM or (kind == Metric.COUNTER and offset <= 0):
            return Status.BAD_ARGUMENT
        self.vm.stats[name] += offset
        return Status.OK

    def proxy_record_metric(self, id, value):
        kind, name = self._metric(id)
        if kind is None:
            return Status.NOT_FOUND
        self.vm.stats[name] = value + (self.vm.stats[name] if kind == Metric.COUNTER else 0)
        return Status.OK

    def proxy_get_metric(self, id, out):
        kind, name = self._metric(id)
        if kind is None:
            return Status.NOT_FOUND
        self.vm.memory.write(out, struct.pack("<Q", self.vm.stats[name]))
        return Status.OK

    def _metric(self, id):
        return self.vm.metrics[id - 1] if 0 < id <= len(self.vm.metrics) else (None, None)

    # Data that all machines share.

    def proxy_get_shared_data(self, key, key_size, out_start, out_size, out_cas):
        value, cas = self.vm.shared.get(self.vm.memory.read(key, key_size), (None, 0))
        if value is None:
            return Status.NOT_FOUND
        self.vm.memory.give(value, out_start, out_size)
        self.vm.memory.write_u32(out_cas, cas)
        return Status.OK

    def proxy_set_shared_data(self, key, key_size, value, value_size, cas):
        key = self.vm.memory.read(key, key_size)
        _, current = self.vm.shared.get(key, (None, 0))
        if cas not in (0, current):
            return Status.CAS_MISMATCH
        self.vm.shared[key] = (self.vm.memory.read(value, value_size), current + 1)
        return Status.OK

    # Functions beyond the ABI.

    def proxy_call_foreign_function(self, name, name_size, arguments, arguments_size, out_start, out_size):
        name = self.vm.memory.read(name, name_size).decode(errors="replace")
        function = self.vm.foreign.get(name)
        if function is None:
            return Status.NOT_FOUND
        status, result = function(self.vm.memory.read(arguments, arguments_size))
        if status == Status.OK:
            self.vm.memory.give(result, out_start, out_size)
        return status


def _property_bytes(value):
    if isinstance(value, dict):
        return pack_pairs([(key.encode(), _property_bytes(inner)) for key, inner in value.items()])
    if isinstance(value, bool):
        return bytes([value])
    if isinstance(value, int):
        return struct.pack("<q", value)
    if isinstance(value, float):
        return struct.pack("<d", value)
    return value if isinstance(value, bytes) else value.encode()
