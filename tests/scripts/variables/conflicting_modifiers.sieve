require "variables";
set :lower :upper "a" "b";
set :shout "a" "b";
