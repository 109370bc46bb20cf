using Importer.Arm;
using Importer.Gateway;

namespace Importer.Apim;

/// <summary>Says what a failed call means for a write, and for a reading.</summary>
internal static class ApimFailures
{
    /// <summary>The failure of a write; null when what was wanted is there.</summary>
    public static WriteFailure? OfWrite(ArmException refusal) => refusal.Kind switch
    {
        ArmErrorKind.AlreadyThere => null,

        // What the resource belongs to went away after it was read: a fresh reading shows what to do.
        ArmErrorKind.Changed or ArmErrorKind.Gone => new(WriteFailureKind.Changed, refusal.Message),
        ArmErrorKind.Busy or ArmErrorKind.Later => new(WriteFailureKind.Later, refusal.Message),
        _ => new(WriteFailureKind.Permanent, refusal.Message),
    };

    /// <summary>The failure of a reading.</summary>
    public static GatewayUnreadableException OfReading(ResourceId service, ArmException refusal)
    {
        // Something below a service that is there: then one of two answers is wrong, and nothing is known.
        var isServiceGone = refusal.Kind == ArmErrorKind.Gone && string.Equals(refusal.Call.Path, service.Value, StringComparison.OrdinalIgnoreCase);
        var mayPass = refusal.Kind is ArmErrorKind.Later or ArmErrorKind.Busy || (refusal.Kind == ArmErrorKind.Gone && !isServiceGone);
        var reason = isServiceGone
            ? $"API Management service {service.Name} not found: check Importer:ApiManagement:ServiceId ({service}). {refusal.Message}"
            : $"API Management service {service.Name} could not be read: {refusal.Message}";
        return new(reason, mayPass, refusal);
    }
}
