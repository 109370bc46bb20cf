namespace Importer.Gateway;

/// <summary>The gateway could not be read, so nothing can be planned.</summary>
/// <param name="reason">A sentence for the report.</param>
/// <param name="mayPass">True when trying again later may help.</param>
/// <param name="inner">What went wrong underneath, if anything did.</param>
public sealed class GatewayUnreadableException(string reason, bool mayPass, Exception? inner = null) : Exception(reason, inner)
{
    /// <summary>True when trying again later may help.</summary>
    public bool MayPass { get; } = mayPass;
}
