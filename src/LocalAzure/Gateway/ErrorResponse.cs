using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LocalAzure.Gateway;

/// <summary>The gateway's own answers: <c>{ "statusCode": …, "message": … }</c>, with an id when the fault is internal.</summary>
internal static class ErrorResponse
{
    public static GatewayResponse Of(GatewayException fault, Guid requestId)
    {
        var response = GatewayResponse.Of(fault.Status);
        response.Headers.Set("Content-Type", "application/json");
        foreach (var (name, value) in fault.Headers)
        {
            response.Headers.Set(name, value);
        }

        var message = JsonEncodedText.Encode(fault.Message, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
        var activity = fault.Status == StatusCodes.Status500InternalServerError ? $", \"activityId\": \"{requestId}\"" : string.Empty;
        response.Replace(Encoding.UTF8.GetBytes($"{{ \"statusCode\": {fault.Status}, \"message\": \"{message}\"{activity} }}"));
        return response;
    }
}
