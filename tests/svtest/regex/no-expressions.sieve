require "regex";
if header :regex "subject" "(a" { stop; }
if header :regex "subject" "a)" { stop; }
if header :regex "subject" "[a-" { stop; }
if header :regex "subject" "*a" { stop; }
if header :regex "subject" "a{2,1}" { stop; }
if header :regex "subject" "[b-a]" { stop; }
if header :regex "subject" "[[:no-class:]]" { stop; }
if header :regex "subject" "(a)\\1" { stop; }
