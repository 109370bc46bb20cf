namespace Importer.Planning;

/// <summary>What a run may do with a resource that carries our ownership tag and is not wanted.</summary>
internal enum Ownership
{
    /// <summary>Nothing: its source lies outside what this importer is configured for.</summary>
    Foreign,

    /// <summary>Nothing now: this run did not look there, or could not read it.</summary>
    Unknown,

    /// <summary>Nothing without insisting: a live deployment is behind it.</summary>
    Serving,

    /// <summary>Withdraw it: nothing is behind it any more.</summary>
    Gone,
}
