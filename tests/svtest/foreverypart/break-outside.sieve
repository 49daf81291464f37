require "foreverypart";
foreverypart { }
break;
