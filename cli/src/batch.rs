//! JSON lines: one question a line in, one answer a line out, in the same order. A bad line gets an error and stops nothing.

use std::io::{self, BufRead, BufReader, BufWriter, ErrorKind, Read, Write};

use claimgate::{Code, UnixTime};
use serde::Serialize;

use crate::answer::{Answer, Outcome, json_line};
use crate::fault::{Fault, Faults};
use crate::members::{Members, Mistake};
use crate::moment;

/// Answers every line of standard input on standard output.
pub(crate) fn run<A: Serialize>(answer: impl FnMut(&str) -> Result<A, Mistake>) -> Result<Answer, Faults> {
    let input = BufReader::with_capacity(BUFFER_BYTES, io::stdin().lock());
    let output = BufWriter::with_capacity(BUFFER_BYTES, io::stdout().lock());
    match answer_lines(input, output, answer) {
        Ok(()) => Ok(Answer::text(Outcome::Accepted, String::new())),
        Err(Stop::Output(error)) if error.kind() == ErrorKind::BrokenPipe => {
            Ok(Answer::text(Outcome::Accepted, String::new()))
        }
        Err(Stop::Output(error)) => Err(Fault::output_failed(&error).into()),
        Err(Stop::Input(error)) => Err(Fault::input_unreadable(&error).into()),
    }
}

/// Takes the member `now`, and asks the clock if neither the line nor the command line has it.
pub(crate) fn take_now(members: &mut Members<'_>, given: Option<UnixTime>) -> Result<UnixTime, Mistake> {
    let now = members.take_optional("now", "whole seconds since 1970")?.map(UnixTime::from_secs);
    moment::or_now(now.or(given)).map_err(|fault| Mistake { code: Code::ValueOutOfRange, message: fault.message })
}

enum Stop {
    Input(io::Error),
    Output(io::Error),
}

#[derive(Serialize)]
struct BadLine<'m> {
    error: Reason<'m>,
    line: u64,
}

#[derive(Serialize)]
struct Reason<'m> {
    code: &'static str,
    message: &'m str,
}

fn answer_lines<A: Serialize>(
    mut input: BufReader<impl Read>,
    mut output: impl Write,
    mut answer: impl FnMut(&str) -> Result<A, Mistake>,
) -> Result<(), Stop> {
    let mut line = Vec::new();
    let mut number: u64 = 0;
    while let Some(read) = read_line(&mut input, &mut line).map_err(Stop::Input)? {
        number = number.saturating_add(1);
        let bad = |code, message: &str| json_line(&BadLine { error: Reason { code, message }, line: number });
        let mut reply = match (read, str::from_utf8(&line)) {
            (Line::TooLong, _) => bad("line_too_long", "the line has more than 1 MiB"),
            (Line::Whole, Err(error)) => {
                bad(Code::JsonMalformed.as_str(), &format!("byte {} of the line is not UTF-8", error.valid_up_to()))
            }
            (Line::Whole, Ok(text)) if text.trim().is_empty() => bad(Code::JsonMalformed.as_str(), "the line is blank"),
            (Line::Whole, Ok(text)) => match answer(text) {
                Ok(answer) => json_line(&answer),
                Err(mistake) => bad(mistake.code.as_str(), &mistake.message),
            },
        };
        reply.push('\n');
        output.write_all(reply.as_bytes()).map_err(Stop::Output)?;
        // Whoever waits for an answer before asking again gets it.
        if input.buffer().is_empty() {
            output.flush().map_err(Stop::Output)?;
        }
    }
    output.flush().map_err(Stop::Output)
}

enum Line {
    Whole,
    TooLong,
}

/// Reads a line without its end into `line`; of one that is too long, no more than fits is kept. None at the end
/// of input.
fn read_line(input: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<Option<Line>> {
    line.clear();
    let mut length: usize = 0;
    loop {
        let available = match input.fill_buf() {
            Ok(available) => available,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let end = available.iter().position(|byte| *byte == b'\n');
        let part = available.get(..end.unwrap_or(available.len())).unwrap_or_default();
        let is_end_of_input = available.is_empty();
        length = length.saturating_add(part.len());
        if length <= MAX_LINE_BYTES {
            line.extend_from_slice(part);
        }
        let used = part.len().saturating_add(usize::from(end.is_some()));
        input.consume(used);
        if is_end_of_input && length == 0 {
            return Ok(None);
        }
        if end.is_some() || is_end_of_input {
            return Ok(Some(if length > MAX_LINE_BYTES { Line::TooLong } else { Line::Whole }));
        }
    }
}

/// A token and a key set at their limits have 272 KiB, and as strings of JSON perhaps the double.
const MAX_LINE_BYTES: usize = 1024 * 1024;
const BUFFER_BYTES: usize = 64 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(input: &[u8], capacity: usize) -> Vec<String> {
        let mut output = Vec::new();
        let input = BufReader::with_capacity(capacity, input);
        let echo = |line: &str| match line {
            "bad" => Err(Mistake { code: Code::JsonMalformed, message: "bad".to_owned() }),
            line => Ok(line.len()),
        };
        assert!(answer_lines(input, &mut output, echo).is_ok());
        String::from_utf8(output).unwrap().lines().map(str::to_owned).collect()
    }

    #[test]
    fn there_is_an_answer_for_each_line_however_the_input_comes() {
        let bad =
            |line: u64, message| format!(r#"{{"error":{{"code":"json_malformed","message":"{message}"}},"line":{line}}}"#);
        for capacity in [1, 2, 7, 64] {
            assert_eq!(
                answers(b"a\nbad\n\nccc", capacity),
                ["1", &bad(2, "bad"), &bad(3, "the line is blank"), "3"],
                "{capacity}"
            );
            assert_eq!(answers(b"\n", capacity), [bad(1, "the line is blank")]);
            assert!(answers(b"", capacity).is_empty());
        }
    }

    #[test]
    fn a_line_is_long_up_to_its_limit_and_then_no_more() {
        let long = |length| [vec![b'x'; length], b"\na".to_vec()].concat();
        assert_eq!(answers(&long(MAX_LINE_BYTES), 4096), [MAX_LINE_BYTES.to_string().as_str(), "1"]);
        let too_long = r#"{"error":{"code":"line_too_long","message":"the line has more than 1 MiB"},"line":1}"#;
        assert_eq!(answers(&long(MAX_LINE_BYTES + 1), 4096), [too_long, "1"]);
        assert_eq!(answers(&vec![b'x'; 3 * MAX_LINE_BYTES], 4096), [too_long]);
    }

    #[test]
    fn a_line_that_is_no_text_is_a_bad_line() {
        assert_eq!(answers(b"\xff\na", 64).len(), 2);
    }
}
