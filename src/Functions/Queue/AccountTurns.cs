using Functions.Input;
using Functions.Settings;
using Importer.Reports;
using Importer.Resources;
using Importer.Storage;

namespace Functions.Queue;

/// <summary>
/// Of all instances one at a time works for an account: what comes meanwhile waits, and one more run then answers all of it.
/// </summary>
internal sealed class AccountTurns(ILeases leases, StoreGuard store, AppSettings app, TimeProvider clock)
{
    /// <summary>Asks for the turn of the account that a message is about.</summary>
    public async Task<AccountTurn> TakeAsync(ImportMessage message)
    {
        var account = ScopeValidator.AccountOf(message.Request.Scope!);
        var name = TurnPatience.LeaseOf(account);
        var asked = await store.TryAsync(async token => new Answer(await leases.TryAcquireAsync(name, $"runs over {account}", token)));
        var now = clock.GetUtcNow();
        var isOthers = asked is { Lease: null };
        return new(account, asked?.Lease)
        {
            IsOthers = isOthers,
            Overdue = isOthers && TurnPatience.IsOver(message, now, app.FunctionTimeout) ? TurnPatience.Note(message, account, now) : null,
        };
    }

    // There is none where the store is away.
    private sealed record Answer(Lease? Lease);
}

/// <summary>A turn that was asked for; disposing of it passes it on.</summary>
/// <param name="account">Whose it is.</param>
/// <param name="lease">
/// Null when somebody else has it, or the store is away: then nobody can be kept out here; creations are, and writes name what they saw.
/// </param>
internal sealed class AccountTurn(ResourceId account, Lease? lease) : IAsyncDisposable
{
    /// <summary>Whose turn it is.</summary>
    public ResourceId Account => account;

    /// <summary>True when it is held.</summary>
    public bool IsTaken => lease is not null;

    /// <summary>True when another run holds it.</summary>
    public required bool IsOthers { get; init; }

    /// <summary>The lease that another holds for longer than a run can last: whoever waited goes on without it.</summary>
    public required HeldLease? Overdue { get; init; }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => lease?.DisposeAsync() ?? ValueTask.CompletedTask;
}
