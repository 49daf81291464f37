require "foreverypart";
foreverypart :name 1 { }
foreverypart :name "a" :name "b" { }
foreverypart "a" { }
foreverypart true { }
if foreverypart { keep; }
