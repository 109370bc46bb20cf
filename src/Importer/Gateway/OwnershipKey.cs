using System.Security.Cryptography;
using System.Text;
using Importer.Resources;

namespace Importer.Gateway;

/// <summary>
/// Binds what the importer writes about ownership to the very resource it is written on. A description is a text that
/// everybody can write who may edit the resource, so an ownership tag or a note is believed only where its binding verifies: one that
/// was typed in, or that came along with a copy of another resource, does not.
/// </summary>
/// <remarks>
/// The binding is an HMAC-SHA256, cut to 128 bits, over the service's name, the kind and id of the resource, and everything
/// that gives a right: the source, its host, <c>adopted</c> and <c>restored</c>. The hash of the design and an API's path are
/// left out on purpose: both are compared with the design, and a change of them is drift that is repaired.
/// </remarks>
public sealed class OwnershipKey
{
    private const int Digits = 32;

    private readonly byte[] _key;
    private readonly string _service;

    /// <summary>The key of the importers that share it, on one service.</summary>
    /// <param name="key">The secret, at least 32 bytes.</param>
    /// <param name="service">The name of the API Management service; it stays when the service is moved.</param>
    public OwnershipKey(ReadOnlySpan<byte> key, string service)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(key.Length, 32);
        _key = key.ToArray();
        _service = service;
    }

    /// <summary>The resource with its ownership tags bound to it, as it is to be written.</summary>
    public GatewayResource Bind(GatewayResource resource) =>
        resource switch
        {
            Api api => api with
            {
                OwnershipTag = api.OwnershipTag is { } tag ? tag with { Bound = Print(api.Key, tag) } : null,
                Detached = api.Detached is { } note ? note with { Bound = Print(api.Key, note) } : null,
            },
            Backend { OwnershipTag: { } tag } backend => backend with { OwnershipTag = tag with { Bound = Print(backend.Key, tag) } },
            NamedValue { OwnershipTag: { } tag } named => named with { OwnershipTag = tag with { Bound = Print(named.Key, tag) } },
            BackendPool { OwnershipTag: { } tag } pool => pool with { OwnershipTag = tag with { Bound = Print(pool.Key, tag) } },
            PolicyFragment { OwnershipTag: { } tag } fragment => fragment with
            {
                OwnershipTag = tag with { Bound = Print(fragment.Key, tag) },
            },
            OwnershipTagPatch signature => new OwnershipTagPatch(Bind(signature.Of)),
            _ => resource,
        };

    /// <summary>The resource with those of its ownership tags that verify; what does not verify is taken off, and told beside it.</summary>
    public (GatewayResource Resource, UnprovenTag? Unproven) Check(GatewayResource resource) =>
        resource switch
        {
            Api api => Check(api),
            Backend { OwnershipTag: { } tag } backend => IsBound(backend.Key, tag)
                ? (backend with { OwnershipTag = tag with { Bound = null } }, null)
                : (backend with { OwnershipTag = null }, UnprovenTag.Of(tag)),
            NamedValue { OwnershipTag: { } tag } named => IsBound(named.Key, tag)
                ? (named with { OwnershipTag = tag with { Bound = null } }, null)
                : (named with { OwnershipTag = null, KeyOf = null }, UnprovenTag.Of(tag)),
            BackendPool { OwnershipTag: { } tag } pool => IsBound(pool.Key, tag)
                ? (pool with { OwnershipTag = tag with { Bound = null } }, null)
                : (pool with { OwnershipTag = null }, UnprovenTag.Of(tag)),
            PolicyFragment { OwnershipTag: { } tag } fragment => IsBound(fragment.Key, tag)
                ? (fragment with { OwnershipTag = tag with { Bound = null } }, null)
                : (fragment with { OwnershipTag = null }, UnprovenTag.Of(tag)),
            _ => (resource, null),
        };

    /// <summary>What binds a snapshot to this importer: to its name, which holds the run and the API, and to its content.</summary>
    /// <param name="name">The document's name in the report store.</param>
    /// <param name="sha256">The hash of its bytes.</param>
    public string BindSnapshot(string name, string sha256) => Print(["snapshot", _service, name, sha256]);

    /// <summary>True when an importer with this key wrote the snapshot.</summary>
    public bool IsBound(string? bound, string name, string sha256) => Same(bound, BindSnapshot(name, sha256));

    private (GatewayResource Resource, UnprovenTag? Unproven) Check(Api api)
    {
        var tag = api.OwnershipTag is { } written && IsBound(api.Key, written) ? written with { Bound = null } : null;
        var note = api.Detached is { } left && Same(left.Bound, Print(api.Key, left)) ? left with { Bound = null } : null;
        var checkedApi = api with { OwnershipTag = tag, Detached = note };
        if (api.OwnershipTag is not null && tag is null)
        {
            return (checkedApi, UnprovenTag.Of(api.OwnershipTag));
        }

        return (checkedApi, api.Detached is not null && note is null ? UnprovenTag.Of(api.Detached) : null);
    }

    private bool IsBound(ResourceKey on, OwnershipTag tag) => Same(tag.Bound, Print(on, tag));

    // What a fleet's member is like decides whom calls go to, so it is bound as well. Ownership tags of accounts' own APIs stay as they
    // were.
    private string Print(ResourceKey on, OwnershipTag tag) =>
        tag.Fleet is null
            ? Print("tag", on, tag.Source, tag.Host, tag.AdoptedAs, tag.IsRestored ? "restored" : null)
            : Print(
                "fleet",
                on,
                tag.Source,
                tag.Host,
                tag.AdoptedAs,
                tag.IsRestored ? "restored" : null,
                Exact(tag.Fleet),
                Exact(tag.Member)
            );

    // Where case counts: a fleet by another spelling is another fleet, and a member that is "Gone" is not gone.
    private static string Exact(string? word) => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(word ?? ""));

    private string Print(ResourceKey on, DetachNote note) => Print("note", on, note.Source, note.Host, note.ServedAs, null);

    // No part can hold a line break, so no two lists of parts make one text.
    private string Print(string what, ResourceKey on, ResourceId source, params string?[] words)
    {
        return Print([what, _service, on.Kind.ToString(), WithoutRevision(on), source.Value, .. words.Select(word => word ?? "")]);
    }

    private string Print(string[] parts)
    {
        var text = string.Join('\n', parts.Select(part => part.ToUpperInvariant()));
        return Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(text)))[..Digits];
    }

    // A revision carries its API's description.
    private static string WithoutRevision(ResourceKey key) => key.Kind == ResourceKind.Api ? key.Name.Split(";rev=", 2)[0] : key.Name;

    private static bool Same(string? one, string other) =>
        one is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(one), Encoding.UTF8.GetBytes(other));
}

/// <summary>
/// An ownership tag or note that does not verify on the resource that it stands on: a copy, a text that somebody typed in, or the work
/// of an importer with another key. It gives no right, and is told to people.
/// </summary>
/// <param name="Source">Whom it claims to serve.</param>
/// <param name="ServedAs">How it claims to be called, where it says so.</param>
/// <param name="Text">The words as they stand there.</param>
public sealed record UnprovenTag(ResourceId Source, string? ServedAs, string Text)
{
    internal static UnprovenTag Of(OwnershipTag tag) => new(tag.Source, tag.AdoptedAs, tag.ToString());

    internal static UnprovenTag Of(DetachNote note) => new(note.Source, note.ServedAs, note.ToString());
}
