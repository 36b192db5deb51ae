//! Where the token of a request stands, and what is left without it (`TokenPlace`).

use claimgate::TokenPlace;

type Header<'h> = (&'h str, &'h [u8]);

#[track_caller]
fn check(place: &TokenPlace, headers: &[Header<'_>], target: &str, expected: Result<&str, &str>) {
    let actual = place.find(headers.iter().copied(), target);
    assert_eq!(actual.map_err(|problem| problem.code().as_str()), expected);
}

#[test]
fn a_header_holds_one_token_behind_its_scheme() {
    let place = TokenPlace::default();
    let good: Header<'_> = ("authorization", b"Bearer a.b.c");
    check(&place, &[("host", b"x"), good], "/?access_token=d.e.f", Ok("a.b.c"));
    check(&place, &[good, good], "/", Err("authorization_malformed"));
    check(&place, &[("authorization", b"Bearer a.b.c,Bearer a.b.c")], "/", Err("authorization_malformed"));
    check(&place, &[good, ("authorization", b"\xff")], "/", Err("authorization_malformed"));
    check(&place, &[("authorization", b"Basic a")], "/", Err("authorization_missing"));
    check(&place, &[("x-authorization", b"Bearer a.b.c")], "/", Err("authorization_missing"));
    assert_eq!(place.removal([good], "/a?b"), ("authorization", None));
}

#[test]
fn a_bare_header_holds_nothing_but_a_token() {
    let place = TokenPlace::BareHeader("x-token".to_owned());
    check(&place, &[("x-token", b"a.b.c")], "/", Ok("a.b.c"));
    check(&place, &[("x-token", b"Bearer a.b.c")], "/", Err("authorization_malformed"));
    check(&place, &[("x-token", b"")], "/", Err("authorization_malformed"));
    check(&place, &[("x-token", "a".repeat(16 * 1024 + 1).as_bytes())], "/", Err("token_too_long"));
}

#[test]
fn a_header_that_servers_read_as_that_of_the_token_imitates_it() {
    for place in [TokenPlace::BareHeader("x-token".to_owned()), TokenPlace::Header("x-token".to_owned())] {
        for name in ["x_token", "X_Token", "x.token", "X-Token"] {
            assert!(place.is_imitated_by(name), "{name}");
        }
        for name in ["x-token", "x-tokens", "xtoken", "token", ""] {
            assert!(!place.is_imitated_by(name), "{name}");
        }
    }
    assert!(!TokenPlace::Cookie("x-token".to_owned()).is_imitated_by("x_token"));
}

#[test]
fn a_cookie_stands_among_others_that_stay() {
    let place = TokenPlace::Cookie("token".to_owned());
    for (cookies, token, rest) in [
        (&["token=a.b.c"][..], Ok("a.b.c"), None),
        (&["a=1; token=a.b.c;b=2"], Ok("a.b.c"), Some("a=1; b=2")),
        (&["a=1", "token=a.b.c"], Ok("a.b.c"), Some("a=1")),
        (&["token=a.b.c; token=d.e.f"], Err("authorization_malformed"), None),
        (&["token=a.b.c", "token=d.e.f"], Err("authorization_malformed"), None),
        (&["tokens=a.b.c; Token=d.e.f"], Err("authorization_missing"), Some("tokens=a.b.c; Token=d.e.f")),
        (&["token=\"a.b.c\""], Err("authorization_malformed"), None),
        (&[], Err("authorization_missing"), None),
    ] {
        let headers: Vec<Header<'_>> = cookies.iter().map(|value| ("cookie", value.as_bytes())).collect();
        check(&place, &headers, "/", token);
        assert_eq!(place.removal(headers, "/"), ("cookie", rest.map(str::to_owned)), "{cookies:?}");
    }
}

#[test]
fn a_parameter_stands_among_others_that_stay() {
    let place = TokenPlace::Query("access_token".to_owned());
    for (target, token, rest) in [
        ("/a?access_token=a.b.c", Ok("a.b.c"), "/a"),
        ("/a?x=1&access_token=a.b.c&y=?", Ok("a.b.c"), "/a?x=1&y=?"),
        ("/a?access_token=a.b.c&access_token=d.e.f", Err("authorization_malformed"), "/a"),
        ("/a?access%5Ftoken=a.b.c&xaccess_token=1", Ok("a.b.c"), "/a?xaccess_token=1"),
        ("/a?access%5ftoken=d.e.f&access_token=a.b.c", Err("authorization_malformed"), "/a"),
        ("/a?access%255Ftoken=a.b.c", Err("authorization_missing"), "/a?access%255Ftoken=a.b.c"),
        ("/access_token=a.b.c", Err("authorization_missing"), "/access_token=a.b.c"),
        ("/a?access_token=a%2Eb", Err("authorization_malformed"), "/a"),
        ("", Err("authorization_missing"), ""),
    ] {
        check(&place, &[("authorization", b"Bearer g.h.i")], target, token);
        assert_eq!(place.removal([], target), (":path", Some(rest.to_owned())), "{target}");
    }
}
