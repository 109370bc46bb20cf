using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Importer.Configuration;
using Importer.Gateway;
using Importer.Storage;

namespace Importer.Reconciliation;

/// <summary>
/// Finds the key that binds ownership tags: the one that settings give (<c>Ownership.Key</c>), else one that the first run
/// makes and keeps in the report store, where every instance finds it. A key that cannot be read stops the run: without it
/// nothing could be told apart.
/// </summary>
public sealed class OwnershipKeys(IDocumentStore store, ImporterSettings settings) : IDisposable
{
    /// <summary>Where the key lies in the report store.</summary>
    public const string Document = "state/ownership-key.json";

    private const int Bytes = 32;
    private const string Field = "key";

    private readonly SemaphoreSlim _gate = new(1, 1);
    private OwnershipKey? _key;

    /// <summary>The key; throws <see cref="GatewayUnreadableException"/> when it cannot be had.</summary>
    public async Task<OwnershipKey> ReadAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            return _key ??= new OwnershipKey((settings.OwnershipKey ?? await StoredAsync(cancellationToken)).Span, settings.ServiceId.Name);
        }
        catch (Exception fault) when (fault is DocumentStoreException or IOException or UnauthorizedAccessException)
        {
            throw new GatewayUnreadableException(
                $"the key of ownership tags ({Document}) could not be read from the report store: {fault.Message}",
                mayPass: true,
                fault
            );
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>The key as it is now: who saves or restores a snapshot asks anew.</summary>
    public static async Task<OwnershipKey> ReadAfreshAsync(
        IDocumentStore store,
        ImporterSettings settings,
        CancellationToken cancellationToken
    )
    {
        using var keys = new OwnershipKeys(store, settings);
        return await keys.ReadAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    // Two instances that start at the same time: the store takes one of the two keys, and both use that.
    private async Task<ReadOnlyMemory<byte>> StoredAsync(CancellationToken cancellationToken)
    {
        if (await store.ReadAsync(Document, cancellationToken) is { } there)
        {
            return Parse(there);
        }

        var made = new JsonObject { [Field] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(Bytes)) };
        await store.WriteAsync(Document, BinaryData.FromString(made.ToJsonString()), "application/json", etag: "", cancellationToken);
        return Parse(await store.ReadAsync(Document, cancellationToken) ?? throw new IOException("it was not there after it was written"));
    }

    // Never made anew over one that is damaged: every API would be a stranger from then on.
    private static ReadOnlyMemory<byte> Parse(StoredDocument document)
    {
        try
        {
            if (
                JsonNode.Parse(document.Content.ToMemory().Span) is JsonObject node
                && (string?)node[Field] is { } text
                && Convert.FromBase64String(text) is { Length: >= Bytes } key
            )
            {
                return key;
            }
        }
        catch (Exception damage) when (damage is JsonException or FormatException or InvalidOperationException)
        {
            // Told below, without the text.
        }

        throw new GatewayUnreadableException(
            $"the key of ownership tags ({Document} in the report store) is damaged; restore that document from its soft-deleted version. Nothing is read or written without it, and it cannot be given as a setting: a key of settings is another one",
            mayPass: false
        );
    }
}
