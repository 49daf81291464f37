require "foreverypart";
foreverypart { break "a"; }
foreverypart { break :name 1; }
foreverypart { break { } }
foreverypart { foreverypart :name "a" { } break :name "a"; }
foreverypart { foreverypart { break :name ""; } }
