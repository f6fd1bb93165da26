import LoadModel

/// The load tester's executable; everything is in the library.
@main struct Loadtest {
    static func main() async {
        await LoadCommand.run()
    }
}
