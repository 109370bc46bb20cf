using System.Diagnostics.CodeAnalysis;

namespace Importer.Resources;

/// <summary>
/// An Azure Resource Manager id: a subscription, a resource group or a resource. Two ids that differ only in case are
/// equal, because Resource Manager and its events spell them both ways.
/// </summary>
/// <remarks>Source: https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules</remarks>
public sealed class ResourceId : IEquatable<ResourceId>
{
    private readonly string[] _segments;

    private ResourceId(string[] segments)
    {
        _segments = segments;
        Value = "/" + string.Join('/', segments);
    }

    /// <summary>
    /// The id as text, with the fixed words (<c>subscriptions</c>, <c>resourceGroups</c>, <c>providers</c>) in their usual case.
    /// </summary>
    public string Value { get; }

    /// <summary>The subscription's GUID.</summary>
    public string Subscription => _segments[1];

    /// <summary>The resource group's name, or null for a subscription.</summary>
    public string? ResourceGroup => _segments.Length >= 4 ? _segments[3] : null;

    /// <summary>The last segment: the name of what the id points at.</summary>
    public string Name => _segments[^1];

    /// <summary>
    /// The resource type, such as <c>Microsoft.CognitiveServices/accounts/deployments</c>; null for a subscription or a resource group.
    /// </summary>
    public string? Type =>
        _segments.Length < 8 ? null : string.Join('/', [_segments[5], .. _segments.Skip(6).Where((_, index) => index % 2 == 0)]);

    /// <summary>Reads an id, or throws <see cref="FormatException"/> naming the text.</summary>
    public static ResourceId Parse(string text) =>
        TryParse(text, out var id)
            ? id
            : throw new FormatException(
                $"'{text}' is not an Azure resource id (/subscriptions/<guid>[/resourceGroups/<name>[/providers/…]])."
            );

    /// <summary>Reads an id of a subscription, a resource group or a resource in a group; anything else gives false.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ResourceId? id)
    {
        id = null;
        if (text is null || !text.StartsWith('/'))
        {
            return false;
        }

        var segments = text.TrimEnd('/').Split('/')[1..];
        if (segments.Any(segment => !IsName(segment)) || !HasIdShape(segments))
        {
            return false;
        }

        segments[0] = "subscriptions";
        if (segments.Length >= 4)
        {
            segments[2] = "resourceGroups";
        }

        if (segments.Length >= 8)
        {
            segments[4] = "providers";
        }

        id = new ResourceId(segments);
        return true;
    }

    /// <summary>The id of a child resource of this one.</summary>
    public ResourceId Child(string type, string name) => new([.. _segments, type, name]);

    /// <summary>The id <paramref name="levels"/> name-type pairs up; an account for a deployment.</summary>
    public ResourceId Parent(int levels = 1) => new(_segments[..^(2 * levels)]);

    /// <summary>True when this is <paramref name="other"/> or contains it.</summary>
    public bool Covers(ResourceId other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return _segments.Length <= other._segments.Length
            && _segments.Zip(other._segments).All(pair => string.Equals(pair.First, pair.Second, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>True when the resource type is <paramref name="type"/>, in any case.</summary>
    public bool IsOfType(string type) => string.Equals(Type, type, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public bool Equals(ResourceId? other) => other is not null && string.Equals(Value, other.Value, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ResourceId);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Value);

    /// <inheritdoc/>
    public override string ToString() => Value;

    public static bool operator ==(ResourceId? left, ResourceId? right) => Equals(left, right);

    public static bool operator !=(ResourceId? left, ResourceId? right) => !Equals(left, right);

    private static bool HasIdShape(string[] segments)
    {
        if (segments.Length < 2 || !Is(segments[0], "subscriptions") || !Guid.TryParse(segments[1], out _))
        {
            return false;
        }

        return segments.Length switch
        {
            2 => true,
            4 => Is(segments[2], "resourceGroups"),
            >= 8 => segments.Length % 2 == 0 && Is(segments[2], "resourceGroups") && Is(segments[4], "providers"),
            _ => false,
        };
    }

    // What would lead elsewhere in a path, or end it, is no name:
    // https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
    private static bool IsName(string segment) =>
        segment.Length > 0 && segment is not ("." or "..") && !segment.Any(one => one is '\\' or '%' or '?' or '#' || char.IsControl(one));

    private static bool Is(string segment, string word) => string.Equals(segment, word, StringComparison.OrdinalIgnoreCase);
}
