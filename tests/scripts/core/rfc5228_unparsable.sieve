if not true, false { keep; }
if size :over -1 { keep; }
if size :over 1T { keep; }
redirect text: /* no bracketed comment here */
a@example.com
.
;
if true else { keep; }
keep
