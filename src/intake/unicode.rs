//! Characters that one does not see.

/// The code point and the Unicode name of a character that hides or reorders what surrounds it.
pub(super) fn odd_character(character: char) -> Option<String> {
    let name = match character {
        '\t' | '\n' | '\r' => return None,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' => "control character",
        '\u{ad}' => "soft hyphen",
        '\u{61c}' => "arabic letter mark",
        '\u{180e}' => "mongolian vowel separator",
        '\u{200b}' => "zero width space",
        '\u{200c}' => "zero width non-joiner",
        '\u{200d}' => "zero width joiner",
        '\u{200e}' => "left-to-right mark",
        '\u{200f}' => "right-to-left mark",
        '\u{2028}' => "line separator",
        '\u{2029}' => "paragraph separator",
        '\u{202a}' => "left-to-right embedding",
        '\u{202b}' => "right-to-left embedding",
        '\u{202c}' => "pop directional formatting",
        '\u{202d}' => "left-to-right override",
        '\u{202e}' => "right-to-left override",
        '\u{2060}' => "word joiner",
        '\u{2061}'..='\u{2064}' => "invisible operator",
        '\u{2066}' => "left-to-right isolate",
        '\u{2067}' => "right-to-left isolate",
        '\u{2068}' => "first strong isolate",
        '\u{2069}' => "pop directional isolate",
        '\u{fe00}'..='\u{fe0f}' => "variation selector",
        '\u{feff}' => "byte order mark",
        '\u{e0000}'..='\u{e007f}' => "tag",
        _ => return None,
    };
    Some(format!("{} ({name})", code_point(character)))
}

/// Whether a character takes no room at all, so that it can stand in a token unseen.
pub(super) const fn is_invisible(character: char) -> bool {
    matches!(character,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

/// A character as evidence: itself where one can see it, and its code point where one might not.
pub(super) fn shown(character: char) -> String {
    match character {
        '!'..='~' => format!("`{character}`"),
        _ => odd_character(character).unwrap_or_else(|| match character.is_whitespace() {
            true => code_point(character),
            false => format!("`{character}` ({})", code_point(character)),
        }),
    }
}

fn code_point(character: char) -> String {
    format!("U+{:04X}", u32::from(character))
}
