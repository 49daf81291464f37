if/* a comment
   over lines, with # and "quotes" and /* */size	:over # to the end of the line
0{/**/discard/* */;}
