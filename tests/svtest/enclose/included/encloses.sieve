require "enclose";
enclose "A note.";
