import Server

/// The server's executable; everything is in the library.
@main struct Starling {
    static func main() async {
        await Command.run()
    }
}
