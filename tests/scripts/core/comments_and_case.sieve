/* a comment
   over lines, with a "quote" and a ; */
IF Size :UNDER 1M # and one more
{ /* */ DISCARD/**/; }
