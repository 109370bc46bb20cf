using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

// The host's extension for this trigger: the build puts it into .azurefunctions and extensions.json.
[assembly: ExtensionInformation("Microsoft.Azure.WebJobs.Extensions.EventGrid", "3.3.0")]

namespace Microsoft.Azure.Functions.Worker;

/// <summary>
/// Event Grid's trigger, by the name and properties of the package Microsoft.Azure.Functions.Worker.Extensions.EventGrid. This file is
/// deleted, and the package referenced, on the day that it can be restored here: <c>eng/card-packages.sh</c> says when.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter)]
internal sealed class EventGridTriggerAttribute : TriggerBindingAttribute
{
    /// <summary>
    /// True to get all events of a delivery at once, as an array. The generator needs the default of this very attribute type.
    /// </summary>
    [DefaultValue(false)]
    public bool IsBatched { get; set; }
}
