require "foreverypart";
foreverypart { foreverypart { } }
