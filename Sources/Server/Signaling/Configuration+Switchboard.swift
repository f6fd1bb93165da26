import Platform
import Runtime
import Signaling
import Timing

extension Configuration {
    /// What the switchboard is told, and asks.
    func switchboardSettings(signedWith key: InviteKey, state: NodeState) -> Switchboard.Settings {
        let iceServers = media.iceServerList
        var settings = Switchboard.Settings(
            invite: { token in
                Result { () throws(Invite.Refusal) in try key.invite(token, at: Clock.wall) }
            },
            inviting: { stream, role, duration in
                let end = WallClock(seconds: Clock.wall.seconds + duration.components.seconds)
                return key.token(for: Invite(to: stream, as: role, until: end))
            },
            publishing: { state.problem(with: $0, publishing: $1) },
            iceServers: { iceServers.servers(for: $0, at: Clock.wall) })
        settings.messageRate = signaling.messageRate
        settings.dataRate = signaling.dataRate
        settings.resumption = signaling.resumption
        settings.viewersWait = media.earlyViewers == .wait
        return settings
    }
}
