if true { stop; }
