using System.Text.Json.Serialization;
using Importer.Redaction;

namespace Importer.Gateway;

/// <summary>Something the gateway should hold, or holds.</summary>
public abstract record GatewayResource
{
    /// <summary>What names it.</summary>
    public abstract ResourceKey Key { get; }

    /// <summary>What must be there before it, and is held back with it; keys that the plan does not touch do not matter.</summary>
    public virtual IReadOnlyList<ResourceKey> DependsOn => [];

    /// <summary>The API whose writes it must not overlap with; null when it belongs to none.</summary>
    public virtual string? ApiId => null;
}

/// <summary>What a step does to a resource.</summary>
public enum ChangeKind
{
    /// <summary>It is not there and should be.</summary>
    Create,

    /// <summary>It is there and differs.</summary>
    Update,

    /// <summary>It is there and should not be.</summary>
    Delete,
}

/// <summary>One field that is not as it should be.</summary>
/// <param name="Field">The field, in the service's words.</param>
/// <param name="Expected">What it should be; null for nothing.</param>
/// <param name="Actual">What it is; null for nothing.</param>
public sealed record FieldDifference(
    string Field,
    [property: JsonConverter(typeof(RedactedText))] string? Expected,
    [property: JsonConverter(typeof(RedactedText))] string? Actual
);

/// <summary>Names one resource of the gateway; names are compared without regard to case.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Its name: an API's id, <c>product/api</c> for a link, the account's id for a role.</param>
public readonly record struct ResourceKey(ResourceKind Kind, string Name)
{
    /// <inheritdoc/>
    public bool Equals(ResourceKey other) => Kind == other.Kind && string.Equals(Name, other.Name, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, Name is null ? 0 : StringComparer.OrdinalIgnoreCase.GetHashCode(Name));

    /// <inheritdoc/>
    public override string ToString() => $"{Kind} {Name}";
}

/// <summary>What the gateway holds, in dependency order: created from the top down, deleted from the bottom up.</summary>
public enum ResourceKind
{
    /// <summary>The system-assigned identity of the API Management service.</summary>
    Identity,

    /// <summary>A role of that identity on a Foundry account.</summary>
    Role,

    /// <summary>A named value, such as an account's key.</summary>
    NamedValue,

    /// <summary>Where calls are sent to.</summary>
    Backend,

    /// <summary>A policy fragment, which policies include by its name.</summary>
    Fragment,

    /// <summary>An API with its operations.</summary>
    Api,

    /// <summary>The policy of an API.</summary>
    Policy,

    /// <summary>The policy of one operation.</summary>
    OperationPolicy,

    /// <summary>The diagnostic of an API that lets token metrics out.</summary>
    Diagnostic,

    /// <summary>A tag on an API.</summary>
    Tag,

    /// <summary>An API's place in a product.</summary>
    ProductLink,
}
