require "encoded-character";
if header "a" ["${unicode:200000}", "${unicode:DF01}", "${unicode:zz}"] { discard; }
