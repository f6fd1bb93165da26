/// What a name below a rendition's folder means.
enum ResourceName: Hashable {
    case initialization(Int)
    case segment(Int)
    case part(PartPosition)
}
