require "encoded-character";
redirect "a${unicode:D800}@here.example";
