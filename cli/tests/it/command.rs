//! Running `claimgate`.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::Value;

/// What a run left behind.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) exit: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// A command to be run.
pub(crate) struct Claimgate(Command);

/// Begins a command, in an environment of its own.
pub(crate) fn claimgate(arguments: &[&str]) -> Claimgate {
    let mut command = Command::new(env!("CARGO_BIN_EXE_claimgate"));
    command.env_clear().args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
    Claimgate(command)
}

impl Claimgate {
    pub(crate) fn args(mut self, arguments: &[&str]) -> Self {
        self.0.args(arguments);
        self
    }

    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.0.env(name, value);
        self
    }

    pub(crate) fn stdin(mut self, input: impl AsRef<[u8]>) -> Run {
        let mut child = self.0.stdin(Stdio::piped()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let input = input.as_ref().to_vec();
        // A command that needs no more input closes it.
        let writer = std::thread::spawn(move || stdin.write_all(&input).is_ok());
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap();
        Run {
            exit: output.status.code().expect("an exit code, for it ended by itself"),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    pub(crate) fn run(self) -> Run {
        self.stdin("")
    }
}

impl Run {
    /// The one JSON document of standard output.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The JSON lines of standard output.
    #[track_caller]
    pub(crate) fn lines(&self) -> Vec<Value> {
        self.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.exit, code, "{self:#?}");
        self
    }

    #[track_caller]
    pub(crate) fn says(self, text: &str) -> Self {
        assert!(self.out.contains(text), "standard output lacks {text:?}: {self:#?}");
        self
    }

    #[track_caller]
    pub(crate) fn complains(self, text: &str) -> Self {
        assert!(self.err.contains(text), "standard error lacks {text:?}: {self:#?}");
        self
    }

    #[track_caller]
    pub(crate) fn silently(self) -> Self {
        assert!(self.err.is_empty(), "{self:#?}");
        self
    }
}
