//! Scriptlets as shell text: which commands a first installation would run, found wherever they stand.
//!
//! Nothing is ever run. The text is read as POSIX sh ([`lex`], [`parse`]) and followed as far as it speaks of itself
//! ([`walk`]): its own variables, loops over words, functions.

mod lex;
mod parse;
mod walk;

/// Longest value of a variable that is followed, in bytes.
const MAX_WORD_BYTES: usize = 8192;

/// A command that a script runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Command {
    /// Its name and arguments; empty for a redirection alone.
    pub(super) words: Vec<Word>,
    /// Files that its output goes to.
    pub(super) writes: Vec<Word>,
}

/// A word of a command.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) text: String,
    /// False where the text has something of the script in it that only running it would tell.
    pub(super) is_known: bool,
}

/// What a script would run.
#[derive(Debug)]
pub(super) struct Script {
    pub(super) commands: Vec<Command>,
    /// False where a part of the text could not be read.
    pub(super) is_whole: bool,
}

/// Reads a script.
pub(super) fn read(text: &str) -> Script {
    let mut walker = walk::Walker::new();
    walker.script(text);
    Script { commands: walker.commands, is_whole: walker.is_whole }
}

impl Command {
    /// The name of what is run, without its directory.
    pub(super) fn name(&self) -> &str {
        self.words.first().map_or("", |word| word.text.rsplit('/').next().unwrap_or_default())
    }
}

impl Word {
    fn known(text: &str) -> Self {
        Word { text: text.to_owned(), is_known: true }
    }

    fn unknown(text: &str) -> Self {
        Word { text: text.to_owned(), is_known: false }
    }

    /// The text, if all of it is known.
    pub(super) fn text(&self) -> Option<&str> {
        self.is_known.then_some(&self.text)
    }

    fn followed_by(mut self, more: &Word) -> Word {
        // An empty word is known, whatever its default says.
        self.is_known = (self.is_known || self.text.is_empty()) && more.is_known;
        if self.text.len() + more.text.len() > MAX_WORD_BYTES {
            self.is_known = false;
        } else {
            self.text.push_str(&more.text);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The commands as text, words that are not known in `<>`.
    fn commands(text: &str) -> Vec<String> {
        let script = read(text);
        assert!(script.is_whole, "{text}");
        let word = |word: &Word| if word.is_known { word.text.clone() } else { format!("<{}>", word.text) };
        let line = |command: &Command| command.words.iter().map(word).collect::<Vec<_>>().join(" ");
        script.commands.iter().map(line).collect()
    }

    #[test]
    fn commands_are_found_wherever_they_stand() {
        for text in [
            "run a b\n",
            "run  a \\\n   b",
            "[ -x /usr/bin/run ] && run a b || :",
            "if [ -x /x ]; then run a b >/dev/null 2>&1; fi",
            "if false; then no; elif test -e x\nthen\n run a 'b'\nelse run \"a\" b; fi > /dev/null",
            "case \"$1\" in\n  configure|1) run a b ;;\n  (*) ;;\nesac",
            "(cd / && run a b)",
            "{ run a b; }",
            "! run a b",
            "f() {\n run \"$1\" b\n}\nf a",
            "function f { run a ${1}; }; f b",
            "while read x; do run a b; done < file",
            "cat <<'END'\nnot run a 'b'\nEND\nrun a b",
            "X=a Y=\"b\"\nexec run $X ${Y}",
            "for x in b; do run a $x; done",
            "LIST='a b'; run $LIST",
            "run ${NOWHERE:-a} b # run away",
            "echo $(run a b)",
            "x=`run a b`",
        ] {
            assert!(commands(text).contains(&"run a b".to_owned()), "{text}: {:?}", commands(text));
        }
    }

    #[test]
    fn what_a_first_installation_skips_is_skipped() {
        for text in [
            "if [ $1 -gt 1 ]; then run; fi",
            "if [ \"$1\" = 2 ]; then run; else :; fi",
            "[ $1 -eq 1 ] || run",
            "test \"$1\" -ge 2 && run",
            "if [ $1 = 0 -a -f /x ]; then run; fi",
            "if [ $1 -eq 1 ]; then :; else run; fi",
            "f() { run; }",
            "# run\n: run # run",
        ] {
            assert!(!commands(text).contains(&"run".to_owned()), "{text}");
        }
    }

    #[test]
    fn words_are_expanded_as_far_as_the_script_tells() {
        let loops = "for name in one two; do\n link /usr/bin/$name ${name}-1.0 \"$name $OTHER\"\ndone";
        assert_eq!(
            commands(loops),
            ["link /usr/bin/one one-1.0 <one $OTHER>", "link /usr/bin/two two-1.0 <two $OTHER>"]
        );
        let printed = "pair() { a=$1 b=$2; echo \"--pair $a $b\"; }\nrun $(\n pair 1 2\n for x in 3 4; do pair $x $x; done\n)";
        assert_eq!(commands(printed), ["run --pair 1 2 --pair 3 3 --pair 4 4"]);
        assert_eq!(commands("for f in /usr/lib/*.so; do run $f; done"), ["run </usr/lib/*.so>"]);
        assert_eq!(
            commands("run $((1 + 2)) ${x%.gz} \"$(date)\""),
            ["date", "run <$((1 + 2))> <${x%.gz}> <$(date)>"]
        );
    }

    #[test]
    fn what_is_written_is_known() {
        let script = read("echo a > /etc/a 2>/dev/null\n{ x; y; } >> \"$F\"\ncat <<E >/etc/b\ntext\nE\n");
        let writes: Vec<&str> = script
            .commands
            .iter()
            .flat_map(|command| &command.writes)
            .map(|word| word.text.as_str())
            .collect();
        assert_eq!(writes, ["/etc/a", "/dev/null", "$F", "/etc/b"]);
    }

    #[test]
    fn what_cannot_be_read_is_told_and_ends() {
        for text in
            ["echo 'open", "if true; then", "for", "case x in", "x )", "a $(b", "f() { f; f; }; f", "fi"]
        {
            assert!(!read(text).is_whole, "{text}");
        }
        for (text, times) in [
            ("if a; then ", 5000),
            ("$(", 5000),
            ("((", 5000),
            ("for x in $@ 1 2 3; do ", 50),
            ("while x; do ", 90),
        ] {
            assert!(!read(&text.repeat(times)).is_whole, "{text}");
        }
        let doubling = read(&format!("X=12345678\n{}run $X", "X=$X$X; ".repeat(60)));
        assert!(!doubling.commands[0].words[1].is_known);
        let many = "for a in 1 2 3 4 5 6 7 8 9 0; do ".repeat(12) + "run" + &"; done".repeat(12);
        assert!(!read(&many).is_whole);
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics(pieces in proptest::collection::vec(proptest::sample::select(vec![
            "if ", "then ", "fi", ";", "\n", "for x in ", "do ", "done", "case ", "esac", "in ", ")", "(", "$(", "`",
            "\"", "'", "${", "}", "{ ", "f() ", "$x", "<<E", "E", "\\", "é", "a=", "&&", "|", ">", "#", "[ 1 -gt 2 ]",
        ]), 0..40)) {
            let _ = read(&pieces.concat());
        }
    }
}
