namespace LocalAzure.Gateway;

/// <summary>Where a call goes on that no member of a pool may take.</summary>
public enum ExhaustedWay
{
    /// <summary>To the on-error section, after the last try.</summary>
    OnError,

    /// <summary>To the outbound section, as an answer like any other.</summary>
    Outbound,
}
