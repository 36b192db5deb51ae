//! Globs: text with stars in it, and whether another text fits.

use crate::messages::phrases as say;

/// A part of a glob.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Piece {
    Literal(Box<str>),
    /// `*`: a run without a slash.
    WithinSegment,
    /// `**`: any run.
    AcrossSegments,
}

impl Piece {
    pub(crate) fn literal(&self) -> Option<&str> {
        match self {
            Self::Literal(text) => Some(text),
            Self::WithinSegment | Self::AcrossSegments => None,
        }
    }
}

/// Takes a glob apart, or says what a readable one would be. Literals and stars take turns.
pub(crate) fn pieces(text: &str) -> Result<Vec<Piece>, &'static str> {
    let mut pieces = Vec::new();
    let mut literal = String::new();
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let stars = rest.len().saturating_sub(rest.trim_start_matches('*').len());
        let taken = match (stars, rest.strip_prefix("\\*")) {
            (0, Some(_)) => {
                literal.push('*');
                2
            }
            (0, None) => {
                literal.push(next);
                next.len_utf8()
            }
            (1 | 2, _) => {
                if !literal.is_empty() {
                    pieces.push(Piece::Literal(std::mem::take(&mut literal).into()));
                }
                pieces.push(if stars == 1 { Piece::WithinSegment } else { Piece::AcrossSegments });
                stars
            }
            _ => return Err(say::NEVER_THREE_STARS),
        };
        rest = rest.get(taken..).unwrap_or_default();
    }
    if !literal.is_empty() {
        pieces.push(Piece::Literal(literal.into()));
    }
    Ok(pieces)
}

/// Whether the whole text fits. A trailing `/**` may be missing together with its slash.
pub(crate) fn fits(pieces: &[Piece], text: &str) -> bool {
    let states = pieces.iter().filter_map(Piece::literal).map(str::len).sum::<usize>().saturating_add(1);
    match states {
        0..=64 => Machine::<1>::new(pieces).accepts(text),
        _ => Machine::<{ MAX_GLOB_BYTES / 64 }>::new(pieces).accepts(text),
    }
}

/// Follows all ways at once in which the pieces can lie on the text, a bit for each (Shift-And, Baeza-Yates and Gonnet 1992),
/// so that no glob and no text make it slow: a byte of the text costs one step, whatever came before.
///
/// In state `n` the first `n` bytes of all literals have been found.
struct Machine<const WORDS: usize> {
    /// For each byte, the states that it takes to the next one.
    advances: [[u64; WORDS]; 256],
    /// The states that a slash leaves as they are, and those that any other byte leaves so.
    stays: [[u64; WORDS]; 2],
    accepted: [u64; WORDS],
}

impl<const WORDS: usize> Machine<WORDS> {
    fn new(pieces: &[Piece]) -> Self {
        let (mut advances, mut stays, mut accepted) = ([[0; WORDS]; 256], [[0; WORDS]; 2], [0; WORDS]);
        let mut state = 0;
        for piece in pieces {
            let [at_slash, elsewhere] = &mut stays;
            match piece {
                Piece::WithinSegment => set(elsewhere, state),
                Piece::AcrossSegments => {
                    set(at_slash, state);
                    set(elsewhere, state);
                }
                Piece::Literal(text) => {
                    for byte in text.bytes() {
                        if let Some(states) = advances.get_mut(usize::from(byte)) {
                            set(states, state);
                        }
                        state = state.saturating_add(1);
                    }
                }
            }
        }
        set(&mut accepted, state);
        if let [.., Piece::Literal(text), Piece::AcrossSegments] = pieces
            && text.ends_with('/')
        {
            set(&mut accepted, state.saturating_sub(1));
        }
        Self { advances, stays, accepted }
    }

    fn accepts(&self, text: &str) -> bool {
        let mut states = [0; WORDS];
        set(&mut states, 0);
        for byte in text.bytes() {
            let [at_slash, elsewhere] = &self.stays;
            let stays = if byte == b'/' { at_slash } else { elsewhere };
            let Some(advances) = self.advances.get(usize::from(byte)) else { return false };
            let (mut carry, mut alive) = (0, 0);
            for ((states, advances), stays) in states.iter_mut().zip(advances).zip(stays) {
                let advancing = *states & advances;
                *states = advancing << 1 | carry | *states & stays;
                carry = advancing >> 63;
                alive |= *states;
            }
            if alive == 0 {
                return false;
            }
        }
        states.iter().zip(&self.accepted).any(|(states, accepted)| states & accepted != 0)
    }
}

fn set(states: &mut [u64], state: usize) {
    if let Some(states) = states.get_mut(state / 64) {
        *states |= 1 << (state % 64);
    }
}

/// Longer than any name of a platform; bounds the states.
pub(crate) const MAX_GLOB_BYTES: usize = 1024;

#[cfg(test)]
mod tests {
    use super::*;

    /// The meaning of the pieces word for word, and as slow as that is.
    fn fits_by_definition(pieces: &[Piece], text: &str) -> bool {
        let Some((first, rest)) = pieces.split_first() else { return text.is_empty() };
        match first {
            Piece::Literal(literal) => text.strip_prefix(&**literal).is_some_and(|text| fits_by_definition(rest, text)),
            star => (0..=text.len())
                .map(|end| text.split_at(end))
                .take_while(|(run, _)| *star == Piece::AcrossSegments || !run.contains('/'))
                .any(|(_, text)| fits_by_definition(rest, text)),
        }
    }

    /// Every text of these characters, up to a length.
    fn texts(alphabet: &str, longest: usize) -> Vec<String> {
        let mut texts = vec![String::new()];
        let mut begin = 0;
        for _ in 0..longest {
            let end = texts.len();
            for place in begin..end {
                texts.extend(alphabet.chars().map(|character| format!("{}{character}", texts[place])).collect::<Vec<_>>());
            }
            begin = end;
        }
        texts
    }

    #[test]
    fn every_short_glob_fits_what_it_means() {
        let readable = texts("ab/", 6);
        for glob in texts("ab/*", 5) {
            let Ok(pieces) = pieces(&glob) else { continue };
            let parent = glob.strip_suffix("/**").map(|parent| super::pieces(parent).unwrap());
            for text in &readable {
                let expected = fits_by_definition(&pieces, text)
                    || parent.as_ref().is_some_and(|parent| fits_by_definition(parent, text));
                assert_eq!(fits(&pieces, text), expected, "`{glob}` and `{text}`");
            }
        }
    }

    #[test]
    fn a_glob_of_any_length_fits_what_it_means() {
        for length in (1..=MAX_GLOB_BYTES - 3).filter(|length| length % 61 < 4) {
            let pieces = pieces(&format!("{}*/**", "x".repeat(length))).unwrap();
            let text = |count| format!("{}yy/z/z", "x".repeat(count));
            assert!(fits(&pieces, &text(length)) && fits(&pieces, &text(length + 1)), "{length}");
            assert!(fits(&pieces, &"x".repeat(length)), "{length}");
            assert!(!fits(&pieces, &text(length - 1)) && !fits(&pieces, &"x".repeat(length - 1)), "{length}");
        }
    }
}
