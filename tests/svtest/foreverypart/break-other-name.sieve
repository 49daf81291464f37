require "foreverypart";
foreverypart { foreverypart :name "a" { break :name "A"; } }
