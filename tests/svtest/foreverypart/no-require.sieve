foreverypart { break; }
