using System.Globalization;
using LocalAzure.Gateway.Configuration;

namespace LocalAzure.Gateway.Backends;

/// <summary>From the choice of the policies to one backend that may be called now.</summary>
internal static class BackendResolver
{
    /// <summary>A backend resource, or null for a plain URL.</summary>
    /// <exception cref="GatewayException">
    /// 500 for an unknown backend, 501 for what is not simulated, 503 when breakers are open.
    /// </exception>
    public static BackendEntry? Resolve(PolicyContext context) => context.Backend.Id is { } id ? Resolve(context, id) : null;

    /// <inheritdoc cref="Resolve(PolicyContext)"/>
    public static BackendEntry Resolve(PolicyContext context, string id)
    {
        if (!context.Snapshot.Backends.TryGetValue(id, out var named))
        {
            throw GatewayException.Internal("forward-request", "BackendNotFound", $"Backend with id '{id}' could not be found.");
        }

        if (named.Unsimulated is { } what)
        {
            throw new GatewayException(
                StatusCodes.Status501NotImplemented,
                "forward-request",
                "NotSimulated",
                $"LocalAzure does not simulate {what} of backends; see docs/parity.md."
            );
        }

        var backend = named.IsPool ? context.State.Pools.Pick(named, context.Snapshot.Backends, context.Breakers) : named;
        if (backend is null || context.Breakers.IsOpen(backend))
        {
            throw Exhausted(context, named);
        }

        return backend;
    }

    /// <summary>The text has changed over time (Azure-Samples/AI-Gateway#262): rely on the status alone.</summary>
    private static GatewayException Exhausted(PolicyContext context, BackendEntry named)
    {
        var fault = new GatewayException(
            StatusCodes.Status503ServiceUnavailable,
            "forward-request",
            GatewayException.CircuitOpen,
            "Service Unavailable"
        );
        var members = named.IsPool
            ? named.Members.Select(member => context.Snapshot.Backends.GetValueOrDefault(member.Id)).OfType<BackendEntry>()
            : [named];
        if (context.Cloud.GatewaySettings.RetryAfter(context.Breakers.UntilOneCloses(members)) is { } seconds)
        {
            fault.Headers["Retry-After"] = seconds.ToString(CultureInfo.InvariantCulture);
        }

        return fault;
    }
}
