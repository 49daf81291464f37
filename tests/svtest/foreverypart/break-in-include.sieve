require "foreverypart";
if true { break; }
