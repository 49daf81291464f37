require "vacation";
vacation "Away until monday.";
