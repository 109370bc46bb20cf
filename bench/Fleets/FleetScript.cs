using System.Diagnostics.CodeAnalysis;
using Bench.Clouds;
using LocalAzure.Foundry;

namespace Bench.Fleets;

/// <summary>
/// What happens to the fleet while calls go on, by a seed: deployments are deleted, paused, drained, throttled (for hours of LocalAzure's
/// clock), break, refuse connections, are upgraded and come back; gateways lose their role on an account. Behind one alias no more members
/// answer badly at the same moment than a call has further tries, and no two with 500: with more of them a call may meet only such.
/// </summary>
[SuppressMessage("Security", "CA5394", Justification = "A script that can be repeated, not a secret.")]
internal sealed class FleetScript(FleetEstate estate, HostedCloud cloud, int seed)
{
    // Failover.Tries, as it is without a setting.
    private const int Tries = 5;

    private static readonly TimeSpan[] Throttles =
    [
        TimeSpan.FromSeconds(30),
        TimeSpan.FromMinutes(10),
        TimeSpan.FromHours(1),
        TimeSpan.FromHours(3),
    ];

    private readonly Random _random = new(seed);
    private readonly List<Place> _touchable = [.. estate.Planted.Concat(estate.Spare).Where(place => !FleetEstate.IsPeaceful(place))];
    private readonly Dictionary<Place, string> _out = estate.Spare.ToDictionary(place => place, _ => "deleted");
    private readonly Dictionary<Place, DateTimeOffset> _failing = [];
    private readonly HashSet<string> _roleless = [];
    private readonly HashSet<Place> _settling = [];
    private readonly Dictionary<string, int> _done = [];

    /// <summary>How often each kind of thing happened.</summary>
    public IReadOnlyDictionary<string, int> Done => _done;

    /// <summary>The members that came or came back, each with the moment before.</summary>
    public List<(Place Place, DateTimeOffset At)> Joins { get; } = [];

    /// <summary>Changes that concern who stands in a pool.</summary>
    public int Changes { get; private set; }

    /// <summary>Who is there and can be called, in the end.</summary>
    public IEnumerable<Place> Standing => estate.Planted.Concat(estate.Spare).Where(place => !_out.ContainsKey(place));

    /// <summary>One more thing.</summary>
    public async Task StepAsync(CancellationToken cancellationToken)
    {
        DropEnded();
        if (_random.Next(8) == 0)
        {
            await SettleAsync(cancellationToken);
            if (_random.Next(2) == 0)
            {
                Note("an hour or more passes");
                cloud.Cloud.Clock.Advance(TimeSpan.FromMinutes(_random.Next(60, 240)));
            }

            return;
        }

        var place = Choose();
        if (_roleless.Contains(place.Account))
        {
            await GiveRoleBackAsync(place.Account, cancellationToken);
        }
        else if (_failing.ContainsKey(place))
        {
            Mend(place);
        }
        else if (_settling.Contains(place) || !HasRoom(place))
        {
            // Too much is under way behind its alias.
            await SettleAsync(cancellationToken);
        }
        else if (_out.ContainsKey(place))
        {
            await BringBackAsync(place, cancellationToken);
        }
        else
        {
            await DisturbAsync(place, cancellationToken);
        }
    }

    /// <summary>Waits until everything that was changed is known everywhere.</summary>
    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        await cloud.SettleAsync(cancellationToken);
        cloud.Cloud.Clock.Advance(cloud.Options.Propagation + cloud.Cloud.GatewaySettings.Delay);
        _settling.Clear();
    }

    /// <summary>Takes back what makes members fail.</summary>
    public async Task MendAsync(CancellationToken cancellationToken)
    {
        cloud.Cloud.DeploymentFaults.Clear();
        _failing.Clear();
        foreach (var account in _roleless.ToList())
        {
            await GiveRoleBackAsync(account, cancellationToken);
        }

        await SettleAsync(cancellationToken);
    }

    // Provisioned members are what callers notice most: every second time it is one of them.
    private Place Choose()
    {
        var wantsProvisioned = _random.Next(2) == 0;
        while (true)
        {
            var place = _touchable[_random.Next(_touchable.Count)];
            if (place.IsProvisioned || !wantsProvisioned)
            {
                return place;
            }
        }
    }

    private async Task DisturbAsync(Place place, CancellationToken cancellationToken)
    {
        switch (_random.Next(8))
        {
            case 0:
                await LeaveAsync("deleted", place, () => cloud.Arm.DeleteAsync(place.Id, cancellationToken));
                break;
            case 1:
                await LeaveAsync("paused", place, () => cloud.Arm.PostAsync($"{place.Id}/pause", Ids.CognitiveVersion, cancellationToken));
                break;
            case 2:
                await LeaveAsync(
                    "drained",
                    place,
                    () => cloud.Arm.PutAsync(place.Id, place.Body(FleetEstate.Units, """{"apim-drain":"on"}"""), cancellationToken)
                );
                break;
            case 3:
                Throttle(place);
                break;
            case 4:
                Break(place);
                break;
            case 5:
                Fail("refusing connections", place, new DeploymentFault { Refuse = true });
                break;
            case 6 when estate.In(place.Account).All(one => HasRoom(one) && !_failing.ContainsKey(one)):
                TakeRoleAway(place.Account);
                break;
            default:
                await UpgradeAsync(place, cancellationToken);
                break;
        }
    }

    private async Task LeaveAsync(string how, Place place, Func<Task> leave)
    {
        Changed(how, place);
        _out[place] = how;
        await leave();
    }

    private async Task BringBackAsync(Place place, CancellationToken cancellationToken)
    {
        _out.Remove(place, out var how);
        Changed(how == "deleted" ? "added" : $"no longer {how}", place);
        Joins.Add((place, cloud.Cloud.Clock.GetUtcNow()));
        await (
            how == "paused"
                ? cloud.Arm.PostAsync($"{place.Id}/resume", Ids.CognitiveVersion, cancellationToken)
                : cloud.Arm.PutAsync(place.Id, place.Body(FleetEstate.Units), cancellationToken)
        );
    }

    private async Task UpgradeAsync(Place place, CancellationToken cancellationToken)
    {
        Changed("upgraded", place);
        await cloud.Arm.PutAsync(place.Id, place.Body(FleetEstate.Units * _random.Next(1, 4)), cancellationToken);
    }

    private void Throttle(Place place)
    {
        var time = Throttles[_random.Next(Throttles.Length)];
        Fail(
            time >= TimeSpan.FromHours(1) ? "throttled for hours" : "throttled",
            place,
            new DeploymentFault
            {
                Status = 429,
                RetryAfter = (int)time.TotalSeconds,
                For = time,
            }
        );
    }

    // 500 is tried again once: two members that answer it are one too many for a call that meets both.
    private void Break(Place place)
    {
        var status = _random.Next(2) == 0 ? 500 : 503;
        var isTaken = cloud.Cloud.DeploymentFaults.All.Any(fault => fault.Status == 500 && fault.Deployment == place.Alias);
        Fail("broken", place, new DeploymentFault { Status = isTaken ? 503 : status });
    }

    private void Fail(string how, Place place, DeploymentFault fault)
    {
        Note(how);
        _failing[place] = cloud.Cloud.Clock.GetUtcNow() + (fault.For ?? TimeSpan.FromDays(365));
        cloud.Cloud.DeploymentFaults.Add(fault with { Account = place.Account, Deployment = place.Alias });
    }

    private void Mend(Place place)
    {
        Note("mended");
        _failing.Remove(place);
        cloud.Cloud.DeploymentFaults.Clear(place.Account, place.Alias);
    }

    private void TakeRoleAway(string account)
    {
        Note("role taken away");
        _roleless.Add(account);
        var prefix = $"{Ids.Account(account)}/";
        foreach (
            var role in cloud
                .Cloud.Store.OfType("Microsoft.Authorization/roleAssignments")
                .Where(role => role.Id.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                .ToList()
        )
        {
            cloud.Cloud.Store.Remove(role.Id);
        }
    }

    // The importer gives it: a run over the account finds that it is missing.
    private async Task GiveRoleBackAsync(string account, CancellationToken cancellationToken)
    {
        Note("role given again");
        _roleless.Remove(account);
        _settling.UnionWith(estate.In(account));
        await cloud.ImportAsync(Ids.Account(account), cancellationToken);
    }

    // Whether one more may answer badly behind the alias.
    private bool HasRoom(Place place) =>
        estate
            .Planted.Concat(estate.Spare)
            .Count(other =>
                other.Alias == place.Alias
                && (
                    _settling.Contains(other)
                    || (!_out.ContainsKey(other) && (_failing.ContainsKey(other) || _roleless.Contains(other.Account)))
                )
            ) < Tries;

    private void DropEnded()
    {
        var now = cloud.Cloud.Clock.GetUtcNow();
        foreach (var ended in _failing.Where(one => one.Value <= now).Select(one => one.Key).ToList())
        {
            _failing.Remove(ended);
        }
    }

    private void Changed(string what, Place place)
    {
        Note(what);
        Changes++;
        _settling.Add(place);
    }

    private void Note(string what) => _done[what] = _done.GetValueOrDefault(what) + 1;
}
