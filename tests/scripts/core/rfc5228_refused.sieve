# RFC 5228: each line is an error, where the section that is named forbids it.
else { keep; }                                    # 3.1: without if
keep :foo;                                        # 2.6: an unknown tag
if header "a" :is "b" { keep; }                   # 2.6.2: a tag behind a positional argument
if header "a" { keep; }                           # 2.6.1: all positional arguments must be there
if header "a" "b" "c" { keep; }                   # 2.6.1
if header 1 "b" { keep; }                         # 2.6.4: a number for a string
if size :over "1" { keep; }                       # 2.6.4: a string for a number
if size :over 1 :over 2 { keep; }                 # 2.6: the same twice
if exists "a" ;                                   # 2.9: a control structure needs its block
keep { stop; }                                    # 2.9: an action takes none
keep true;                                        # 2.9: nor a test
true;                                             # 2.9: a test is no action
if keep { stop; }                                 # 2.9: an action is no test
frobnicate;                                       # 6: nobody knows it
if frobnicate { keep; }                           # 6
if anyof true { keep; }                           # 5.3: and anyof wants one
