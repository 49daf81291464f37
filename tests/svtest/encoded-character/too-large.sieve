require "encoded-character";
if header "a" "${unicode:200000}" { keep; }
