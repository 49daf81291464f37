require "variables";
set "${name}" "a constant name";
set "a.b" "a namespace that no extension opens";
set "0" "a match variable";
set "a b" "no identifier";
set "" "no identifier either";
set "a" "${nobody.knows}";
set :shout "a" "an unknown modifier";
set :lower :upper "a" "two of precedence 40";
set :lowerfirst :upperfirst "a" "two of precedence 30";
set :length :length "a" "one of them twice";
set "a" "${1000}";
require "fileinto${a}";
if string :is "a" { keep; }
