internal import Bytes
internal import Runtime

/// Where the servers are that URLs name.
enum ServerNames {
    /// One address for each URL, in their order.
    static func addresses(of urls: [ServerURL]) async throws(LoadFailure) -> [SocketAddress] {
        let pool: BlockingPool
        do throws(SystemError) {
            pool = try BlockingPool(threads: 1, name: "names")
        } catch {
            throw .noLoop(reason: error.description)
        }
        let resolver = Resolver(on: pool)
        var addresses: [SocketAddress] = []
        for url in urls {
            do throws(ResolveError) {
                let all = try await resolver.addresses(of: url.host, port: url.port)
                // Media is wanted on loopback by IPv4, where there are addresses for everybody.
                guard let address = all.first(where: { $0.ip.isV4 }) ?? all.first else {
                    throw .notFound(url.host)
                }
                addresses.append(address)
            } catch {
                throw .unknownServer(url.host, reason: error.description)
            }
        }
        return addresses
    }
}
