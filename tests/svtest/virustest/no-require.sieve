if virustest "0" { keep; }
