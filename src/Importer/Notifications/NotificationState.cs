using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Importer.Configuration;
using Importer.Storage;

namespace Importer.Notifications;

/// <summary>What one webhook knows.</summary>
internal sealed record NotificationState
{
    /// <summary>The subjects it was told last that they require action.</summary>
    public IReadOnlyList<string> Told
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>The warnings it was told, by their keys: each once, and for good.</summary>
    public IReadOnlyList<string> Warned
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>The subjects and warnings that somebody is telling it right now; null when nobody is.</summary>
    public IReadOnlyList<string>? Telling { get; init; }

    /// <summary>Since when (UTC).</summary>
    public DateTimeOffset? Since { get; init; }
}

/// <summary>
/// Remembers what webhooks were told. Whoever claims a change tells it: of two instances that see the same change, one.
/// A claim counts only once its message was taken, so a process that ends in between loses nothing.
/// </summary>
internal sealed class NotificationStateStore(IDocumentStore store, TimeProvider clock)
{
    /// <summary>The document's name in the report store.</summary>
    public const string Document = "notify/state.json";

    private const int Rounds = 8;

    // Of warnings that hold no more, the last so many: one that holds again is not told again.
    private const int MostPast = 2000;

    // Longer than a sender tries; after it the claimant is taken to be gone.
    private static readonly TimeSpan ClaimLasts = TimeSpan.FromMinutes(5);

    /// <summary>Takes a change to tell; null when there is none, or another instance is telling it.</summary>
    public async Task<StateChange?> ClaimAsync(
        WebhookSettings webhook,
        IReadOnlyList<string> state,
        IReadOnlyList<string> warnings,
        CancellationToken cancellationToken
    )
    {
        StateChange? change = null;
        await ChangeAsync(
            webhook,
            known =>
            {
                var due = Without(warnings, known.Warned);
                IReadOnlyList<string> all = [.. state, .. due];
                change = IsNew(known, state, due, all)
                    ? new StateChange(Without(state, known.Told), Without(known.Told, state)) { Warnings = due, Standing = warnings }
                    : null;
                return change is null ? null : known with { Telling = all, Since = clock.GetUtcNow() };
            },
            cancellationToken
        );
        return change;
    }

    /// <summary>Keeps a change as told, or gives it back.</summary>
    public Task EndAsync(WebhookSettings webhook, IReadOnlyList<string> state, StateChange change, bool isTold) =>
        ChangeAsync(
            webhook,
            known => new NotificationState { Told = isTold ? state : known.Told, Warned = isTold ? Warned(known, change) : known.Warned },
            CancellationToken.None
        );

    // What holds now is never forgotten, however much it is: it would be told again and again.
    private static IReadOnlyList<string> Warned(NotificationState known, StateChange change)
    {
        var standing = change.Standing.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var told = known.Warned.Union(change.Warnings, StringComparer.OrdinalIgnoreCase).ToLookup(standing.Contains);
        return [.. told[false].TakeLast(MostPast), .. told[true]];
    }

    private bool IsNew(NotificationState known, IReadOnlyList<string> state, List<string> due, IReadOnlyList<string> all) =>
        (!Same(known.Told, state) || due.Count > 0)
        && !(known.Telling is { } telling && Same(telling, all) && clock.GetUtcNow() - known.Since < ClaimLasts);

    private async Task ChangeAsync(
        WebhookSettings webhook,
        Func<NotificationState, NotificationState?> change,
        CancellationToken cancellationToken
    )
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
            var content = BinaryData.FromBytes(
                JsonSerializer.SerializeToUtf8Bytes(all, NotificationStateJson.Default.DictionaryStringNotificationState)
            );
            if (await store.WriteAsync(Document, content, "application/json", found?.ETag ?? "", cancellationToken))
            {
                return;
            }
        }

        throw new DocumentStoreException($"{Document} was changed by others {Rounds} times in a row.");
    }

    // A document that cannot be read is as good as none: at worst something is told twice.
    private static Dictionary<string, NotificationState> Read(StoredDocument? found)
    {
        try
        {
            return found is null
                ? []
                : JsonSerializer.Deserialize(found.Content, NotificationStateJson.Default.DictionaryStringNotificationState) ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static bool Same(IReadOnlyList<string> one, IReadOnlyList<string> other) =>
        one.SequenceEqual(other, StringComparer.OrdinalIgnoreCase);

    private static List<string> Without(IReadOnlyList<string> some, IReadOnlyList<string> others) =>
        [.. some.Except(others, StringComparer.OrdinalIgnoreCase)];
}

/// <summary>The document <c>notify/state.json</c>: what each webhook knows, by a digest of its address, which is a secret.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(Dictionary<string, NotificationState>))]
internal sealed partial class NotificationStateJson : JsonSerializerContext;
