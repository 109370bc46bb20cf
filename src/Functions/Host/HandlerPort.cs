using System.Globalization;

namespace Functions.Host;

/// <summary>The port that the Functions host says we listen on.</summary>
internal static class HandlerPort
{
    /// <summary>The environment variable that holds it.</summary>
    public const string Variable = "FUNCTIONS_CUSTOMHANDLER_PORT";

    /// <summary>The port, or null and why there is none.</summary>
    public static int? Read(Func<string, string?> environment, out string? fault)
    {
        var text = environment(Variable);
        fault = text is null
            ? $"{Variable} is not set: the Functions host starts this program ('func start', or 'dotnet run --project src/LocalAzure' without Azure)."
            : $"{Variable} is '{text}', not a port from 1 to 65535.";
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536)
        {
            fault = null;
            return port;
        }

        return null;
    }
}
