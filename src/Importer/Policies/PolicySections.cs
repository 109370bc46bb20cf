namespace Importer.Policies;

/// <summary>The sections of a policy document; a set of them says where an element may stand.</summary>
[Flags]
public enum PolicySections
{
    /// <summary>Nowhere.</summary>
    None = 0,

    /// <summary>Before the request is forwarded.</summary>
    Inbound = 1,

    /// <summary>Instead of the default forwarding.</summary>
    Backend = 2,

    /// <summary>On the answer.</summary>
    Outbound = 4,

    /// <summary>After a failure.</summary>
    OnError = 8,

    /// <summary>In every section.</summary>
    All = Inbound | Backend | Outbound | OnError,
}
