import Fuzzing
import HTTP
import HTTPFuzzing

fuzz { input in
    ConnectionDrill(input) { HTTP1Connection(from: $0, date: $1, at: $2) }?.run(input)
}
