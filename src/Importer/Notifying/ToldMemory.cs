using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Importer.Reports;

namespace Importer.Notifying;

/// <summary>
/// Remembers what webhooks were told. Whoever claims a change tells it: of two instances that see the same change, one.
/// A claim counts only once its message was taken, so a process that ends in between loses nothing.
/// </summary>
internal sealed class ToldMemory(IReportStore store, TimeProvider clock)
{
    /// <summary>The document's name in the report store.</summary>
    public const string Document = "notify/state.json";

    private const int Rounds = 8;

    // Longer than a sender tries; after it the claimant is taken to be gone.
    private static readonly TimeSpan ClaimLasts = TimeSpan.FromMinutes(5);

    /// <summary>Takes a change to tell; null when there is none, or another instance is telling it.</summary>
    public async Task<StateChange?> ClaimAsync(WebhookSettings webhook, IReadOnlyList<string> state, CancellationToken cancellationToken)
    {
        StateChange? change = null;
        await ChangeAsync(
            webhook,
            known =>
            {
                change = IsNew(known, state) ? new StateChange(Without(state, known.Told), Without(known.Told, state)) : null;
                return change is null ? null : known with { Telling = state, Since = clock.GetUtcNow() };
            },
            cancellationToken);
        return change;
    }

    /// <summary>Keeps a change as told, or gives it back.</summary>
    public Task EndAsync(WebhookSettings webhook, IReadOnlyList<string> state, bool isTold) => ChangeAsync(
        webhook, known => new ToldState { Told = isTold ? state : known.Told }, CancellationToken.None);

    private bool IsNew(ToldState known, IReadOnlyList<string> state) =>
        !Same(known.Told, state) && !(known.Telling is { } telling && Same(telling, state) && clock.GetUtcNow() - known.Since < ClaimLasts);

    private async Task ChangeAsync(WebhookSettings webhook, Func<ToldState, ToldState?> change, CancellationToken cancellationToken)
    {
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(webhook.Url.AbsoluteUri)))[..16];
        for (var round = 0; round < Rounds; round++)
        {
            var found = await store.ReadAsync(Document, cancellationToken);
            var all = Read(found);
            if (change(all.GetValueOrDefault(key) ?? new()) is not { } changed)
            {
                return;
            }

            all[key] = changed;
            var content = BinaryData.FromBytes(JsonSerializer.SerializeToUtf8Bytes(all, ToldJson.Default.DictionaryStringToldState));
            if (await store.WriteAsync(Document, content, "application/json", found?.ETag ?? "", cancellationToken))
            {
                return;
            }
        }

        throw new ReportStoreException($"{Document} was changed by others {Rounds} times in a row.");
    }

    // A document that cannot be read is as good as none: at worst something is told twice.
    private static Dictionary<string, ToldState> Read(StoredDocument? found)
    {
        try
        {
            return found is null ? [] : JsonSerializer.Deserialize(found.Content, ToldJson.Default.DictionaryStringToldState) ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static bool Same(IReadOnlyList<string> one, IReadOnlyList<string> other) => one.SequenceEqual(other, StringComparer.OrdinalIgnoreCase);

    private static List<string> Without(IReadOnlyList<string> some, IReadOnlyList<string> others) => [.. some.Except(others, StringComparer.OrdinalIgnoreCase)];
}
