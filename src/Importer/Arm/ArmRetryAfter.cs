using System.Globalization;
using Azure;

namespace Importer.Arm;

/// <summary>Reads how long the service asks us to wait.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling#error-code</remarks>
internal static class ArmRetryAfter
{
    /// <summary>The wait in the answer's headers; null when there is none.</summary>
    public static TimeSpan? Of(Response response) =>
        Number(response, "retry-after-ms") is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds)
        : Number(response, "x-ms-retry-after-ms") is { } own ? TimeSpan.FromMilliseconds(own)
        : Number(response, "Retry-After") is { } seconds ? TimeSpan.FromSeconds(seconds)
        : null;

    private static double? Number(Response response, string header) =>
        response.Headers.TryGetValue(header, out var text)
            && double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
