namespace LocalAzure.Gateway;

/// <summary>Where the pipeline goes after a policy.</summary>
internal enum NextStep
{
    Continue,

    /// <summary>The answer is there (from the cache): skip to the outbound section.</summary>
    Outbound,

    /// <summary>The answer is final: skip everything, as after return-response.</summary>
    Respond,
}
